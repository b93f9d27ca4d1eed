"""Campuses (校区): the names, colours and logos in which screens appear, and which screens are whose."""
