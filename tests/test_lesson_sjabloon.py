"""Het sjabloon: klopt de som van de figuur, en haar doel? Een les die hiermee begint, krijgt ook zo een toets."""

from course_utils.lessons.sjabloon import figures


def test_the_goal_is_a_mean_of_thirty_euro():
    figure, reached = figures.move_the_outlier(), []
    for outlier in (200, 210, 220):  # gemiddeld 29, 30 en 31
        figure.set(outlier=outlier)
        reached.append(figure.drawing.reached)
    assert reached == [False, True, True]
    assert figure.sentence == "De tiende leerling krijgt 220 euro. Het gemiddelde is 31,00 euro."
