"""Experiments with servers, models and wordings: who is in which arm, and what became of them.

`assign_arm` is asked where a model is about to answer; `measure_arms` by the admin.
"""

from .assigning import Arm, assign_arm, change_running
from .figures import ArmFigures, measure_arms

__all__ = ["Arm", "ArmFigures", "assign_arm", "change_running", "measure_arms"]
