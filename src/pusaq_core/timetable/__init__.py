"""The year timetable: workshops, meetings and visits on days, for every accompanist of a UGEL."""
