"""The ledger of contributions (台账): what happened to which item, in which month it counts, and whose it is."""
