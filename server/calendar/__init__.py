"""The working calendar (工作日历): days off, make-up workdays and office hours, as the administrator keeps them."""
