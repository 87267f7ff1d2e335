"""The rooms of `scenes.authoring.Stage`: what is on it, round it, over it, and when."""
