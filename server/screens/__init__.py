"""Screens (电子屏): where boards hang, how they are paired and how they are."""
