"""Vragen stellen en nakijken: voorspellingen, opdrachten, quizzen, en de voortgang van de student."""
