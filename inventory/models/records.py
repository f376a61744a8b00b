"""One table of current values for each entity, derived from the form's definition.

A record's row is what precedence makes of its observations; it can always be computed again from them.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Numeric, String, Text
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from inventory.database import Yuan
from inventory.models import base  # noqa: F401  (names constraints before the first table)
from inventory.schema import EntitySpec, FieldSpec, entities

# of what there are millions, people search and filter by these too
_LISTED = {"DataField": {"label": ("label", "id"), "pii": ("pii", "name", "id")}}
_INDEXED = {"name", "owner", "system", "resource", "object", "status"}
# by what else than its owner a record is tied to a body: what an account of that body sees is found over these
_TIED = {"System": {"operator", "builder"}, "Dataset": {"provider"}}


def _column_type(field: FieldSpec) -> TypeEngine[Any] | type[TypeEngine[Any]]:
    match field.type:
        case "str":
            return String(int(field.of))
        case "enum":
            return String(40)
        case "ref":
            return String(300)
        case "date" | "month":
            return String(10)
        case "int":
            return BigInteger
        case "dec":
            return Numeric(20, 4)
        case "money":
            return Yuan
        case "bool":
            return Boolean
        case "text":
            return Text
    return JSON(none_as_null=True)


def _table(spec: EntitySpec) -> Any:
    fixed: dict[str, Any] = {"id": String(64), "sources": JSON, "modes": JSON, "none": JSON, "not_applicable": JSON}
    columns: dict[str, Any] = {name: Column(name, kind, primary_key=name == "id", nullable=False) for name, kind in fixed.items()}
    for field in spec.fields.values():
        columns[field.name] = Column(
            field.name, _column_type(field), nullable=True, index=field.name in _INDEXED | _TIED.get(spec.entity, set())
        )
    namespace: dict[str, Any] = {
        "__annotations__": dict.fromkeys(columns, Any),
        "__module__": __name__,
        "__tablename__": spec.array,
        "__doc__": f"Current values of {spec.en.lower()}.",
        **{name: Field(default=None, sa_column=column) for name, column in columns.items()},
    }
    if spec.fields[spec.label_field].type == "str":
        # the order of lists: a page far down is found without sorting all of them
        more = [Index(f"ix_{spec.array}_{name}_listed", *columns) for name, columns in _LISTED.get(spec.entity, {}).items()]
        namespace["__table_args__"] = (Index(f"ix_{spec.array}_listed", spec.label_field, "id"), *more)
    metaclass: Any = type(SQLModel)
    return metaclass(f"{spec.entity}Row", (SQLModel,), namespace, table=True)


TABLES: dict[str, Any] = {spec.entity: _table(spec) for spec in entities().values()}
