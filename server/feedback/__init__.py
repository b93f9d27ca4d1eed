"""Feedback from passers-by: the page behind a screen's code, likes, and notes to the office (意见箱)."""
