"""Boards (宣传栏): what an editor makes of approved assets."""
