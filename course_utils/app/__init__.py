"""Wat de commando's doen: starten, klaarzetten, lezen en verversen. Geen les gebruikt iets hieruit."""
