"""Elements of the US Application Rationalization Data Dictionary (v2.0) that an inventory of systems does not record.

Its 176 elements rate an application, count its costs in dollars and answer for the process; they name no application, so
files add columns of their own for that. `mission_criticality` alone is a fact of ours and is read.
"""

import re

from inventory.names import plain

_FAMILIES = re.compile(r"(?:opex|capex|it[_ ]tower|nist)[_ ]\S", re.I)
_NAMES = """
readiness_assessment identify_requirements questionnaire questionnaires_sent CPIC_report financial_reporting_tools
authorization_to_operate_lists_and_management_tools cybersecurity_assessment_and_management_tools SLO_tools_and_inventories CMDB_tools
CDM_tools COOP_and_DR_plans DCIM_tools data_management_systems hardware_tracking_systems licenses_SLAs security_operations_tools SAM_tools
virtualization_management_system application_onboarding effectiveness utilization complexity usability technical_requirements_bandwidth
technical_requirements_data version_control dependencies_upstream_exist dependencies_downstream_exist scalability_adaptability
security_standards RTO RTO_cost RPO RPO_cost RTA RTA_cost dependencies_upstream_identity dependencies_downstream_identity duplication TCO
certifications reassignments HR IT_training software_patching ATO outlier scoring_methodology application_score communications_strategy
review reward refresh remove hosting_options assessing_current-state_cost planning_migration_costs stakeholder_costs parallel_systems_costs
vendor_management_costs training_reskilling_costs refactoring_replatforming_cost migration_strategy
"""
_ELEMENTS = frozenset(plain(name) for name in _NAMES.split())


def is_apprat_element(title: str) -> bool:
    """Tell whether a title is an element of the dictionary that is left unread."""
    return plain(title) in _ELEMENTS or _FAMILIES.match(title) is not None
