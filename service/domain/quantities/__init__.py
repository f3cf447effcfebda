"""Quantities in Chinese and English text."""

from service.domain.quantities.quantity import Quantity
from service.domain.quantities.reading import read_quantities

__all__ = ["Quantity", "read_quantities"]
