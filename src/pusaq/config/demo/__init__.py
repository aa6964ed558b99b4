"""The invented country that the demonstration shows: every school and every person in it is made up."""
