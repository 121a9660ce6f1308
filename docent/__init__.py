"""De docentenhandleiding. `python -m docent` maakt alles opnieuw wat uit de lessen zelf komt."""
