"""The recycle bin: what is put away is hidden everywhere and can be restored; two people together delete it for good."""
