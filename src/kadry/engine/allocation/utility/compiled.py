"""The kernels as machine code. Import this only for large work: numba takes longer to load than small work takes."""

from __future__ import annotations

from kadry.engine.allocation.utility import kernels
from kadry.engine.jit import njit

auction = njit(kernels.auction)
dual_bound = njit(kernels.dual_bound)
