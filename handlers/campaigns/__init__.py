"""Campaigns: the files that ship, opening, assigning, changing and closing them by chat."""
