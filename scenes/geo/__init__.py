"""Real places: a user's own elevation model and map take the place of the invented land (extra `geo`)."""
