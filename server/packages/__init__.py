"""A story made ready for somewhere else: WeChat, Weibo, print. Its text in the form that the place takes, its pictures in
the sizes that it takes, and a sheet that says what is what.
"""
