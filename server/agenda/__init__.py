"""The agenda (日程): what is ahead, who photographs it with which kit, and what is due; as pages, and to subscribe to."""
