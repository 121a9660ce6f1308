"""Hulpcode van de cursus Hoe AI rekent. Deze module importeert niets, zodat `python3 -m course_utils` overal start."""
