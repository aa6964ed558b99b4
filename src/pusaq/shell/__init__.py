"""Page frame, navigation, the first page of each user."""
