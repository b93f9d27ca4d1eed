"""Rights (授权): under which licence an asset may be used, from when and until when; and the office's list of licences."""
