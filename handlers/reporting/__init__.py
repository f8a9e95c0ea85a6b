"""What a leader and a volunteer do: reports, zero returns, announced activities, hours."""
