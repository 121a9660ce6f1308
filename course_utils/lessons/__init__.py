"""Per les een module met figuren (`parameters`) en een met opdrachten (`parameters_exercises`)."""
