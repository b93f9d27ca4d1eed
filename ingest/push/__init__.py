"""What cameras push by FTP or SFTP: a login for each kit, files on their way in, and nothing that could be read or undone."""
