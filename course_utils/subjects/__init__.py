"""De onderwerpen die meer dan één les gebruikt. Geen onderwerp leunt op een ander."""
