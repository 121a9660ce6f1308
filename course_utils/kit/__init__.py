"""Wat een docent krijgt, gemaakt uit de lessen: de handleiding, en alles om te tonen of te printen."""
