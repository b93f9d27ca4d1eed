"""Where assets are and were used: channels, boards, screens, collections and links, and what was taken out."""
