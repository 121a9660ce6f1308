"""Het tekenvel: teken een cijfer en zie wat een netwerk ervan maakt. Les 00, 02 en 04 gebruiken het."""

from course_utils.handwriting.digit_pad import DigitPad, PadFigure, paper

__all__ = ["DigitPad", "PadFigure", "paper"]
