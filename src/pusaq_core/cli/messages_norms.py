"""Spanish sentences for the problems of files of the catalogue, and phrases for what they expected.

Placeholders of sentences are fields of `pusaq_core.errors.Problem`: `{column}`, `{expected}`, `{found}`.
Those of phrases are what stands after the colon in `expected`: `{0}`, `{1}`.
"""

from __future__ import annotations

from typing import Final

TEMPLATES: Final[dict[str, str]] = {
    # the file as a whole
    "unreadable_file": "no se puede leer el archivo: {found}",
    "not_utf8": "no es un texto en UTF-8 (hay el byte {found})",
    "not_text": "hay un carácter que no es de un texto: {found}",
    "hidden_break": "hay {found}, que no se ve y parte la línea; "
    "cámbielo por un salto de línea corriente o bórrelo",
    "file_too_big": "es demasiado grande; se esperaban {expected} caracteres",
    "empty_file": "el archivo está vacío",
    "several_documents": "hay más de un documento; se esperaba uno",
    "too_deep": "hay demasiados niveles uno dentro de otro; se esperaban {expected}",
    "too_many_nodes": "hay demasiadas claves, listas y textos; se esperaban {expected}",
    "yaml_syntax": "no es YAML válido: {found}",
    "alias_not_allowed": "no se admiten anclas ni alias ({found}); escriba el valor",
    "tag_not_allowed": "no se admiten etiquetas ({found}); escriba el valor",
    "unknown_norm": "no hay ninguna norma {found} en el catálogo; {expected}",
    "is_amendment": "{found} modifica otra norma; elija la norma que modifica",
    "id_is_not_file_name": "el archivo debe llamarse como su id: {expected}, no {found}",
    "modified_norm_missing": "no hay en el catálogo ninguna norma {found}",
    "competency_unknown": "el marco docente no tiene la competencia {found}; {expected}",
    "competency_unobserved": "ningún criterio observa la competencia priorizada {found}",
    # keys and values
    "unknown_key": "no se conoce la clave {found}; se esperaba {expected}",
    "misspelt_key": "no se conoce la clave {found}; {expected}",
    "missing_key": "falta la clave",
    "missing_numeral": "falta el numeral de la norma en que descansa",
    "numeral_forbidden": "un supuesto no lleva numeral: es lo que la norma no dice",
    "duplicate_key": "la clave {found} se repite",
    "duplicate_id": "{found} se repite",
    "wrong_type": "se esperaba {expected}, hay {found}",
    "wrong_value": "se esperaba {expected}, hay {found}",
    "zeros_first": "{found} empieza con ceros, que un número no guarda; se esperaba {expected}",
    "too_many_digits": "{found} tiene demasiadas cifras para un número; se esperaba {expected}",
    "ratio_last_case": "solo el último caso va sin «cuando», y siempre debe estar",
    "rule_scope": "el ámbito de esta regla debe ser {expected}, hay {found}",
    "unknown_of_priority": "una prioridad no dice qué es «sin dato»: sin dato no se cumple",
    "missing_assumption": "falta el supuesto que da la razón de lo que dice sin_dato",
    "assumption_of_nothing": "solo lleva supuesto la regla cuyo sin_dato es {expected}",
    "assumption_differs": "no dice lo mismo que su supuesto {found}, cuyo valor es {expected}",
    "too_many_priorities": "el perfil {found} tiene demasiadas prioridades; se esperaban {expected}",
    "visit_lengths": "se esperaba una de las dos: duraciones, o mezcla",
    "visit_split": "se esperaba una sola manera de tener {expected}, hay {found}",
    "case_situation": "un caso es de un servicio, de un plan de visitas o de una reunión (estos, con perfil)",
    "edit_action": "se esperaba una sola de las tres: valor, agrega, quita",
    "path_not_found": "no lleva a ningún valor de la norma: no hay {found}",
    # conditions
    "expr_syntax": "la condición no se entiende: se esperaba {expected}, hay {found}",
    "expr_too_long": "la condición es demasiado larga; se esperaban {expected} caracteres",
    "expr_too_deep": "la condición tiene demasiados paréntesis o NOT; se esperaban {expected}",
    "expr_unknown_name": "no se conoce el nombre {found}; {expected}",
    "expr_type": "no se puede comparar: se esperaba {expected}, hay {found}",
    "expr_null_of_constant": "IS NULL pregunta por un dato, no por un valor",
    "expr_null_of_derived": "IS NULL pregunta por un dato del registro; {found} es un derivado",
    # use
    "missing_key_column": "falta la columna; sin ella no se sabe de qué servicio es cada fila",
    "missing_datum": "falta la columna, obligatoria en la norma; la leen {expected}",
    "unknown_profile": "no hay ningún perfil {found}; {expected}",
    "unknown_assumption": "la norma no tiene el supuesto {found}; {expected}",
    "case_failed": "el caso no da lo esperado: {expected}, hay {found}",
    "numeral_not_found": "nada de la norma descansa en el numeral {found}",
    "ugel_or_all": "indique --ugel (una o más) o --all, y no los dos",
}
"""Kind of problem to sentence."""

PHRASES: Final[dict[str, str]] = {
    "text": "un texto",
    "identifier": "un nombre en minúsculas sin tildes (a-z, 0-9, guiones)",
    "numeral": "un numeral, como «5.6.1 c» o «5.6.1 d; 5.2.6 b»",
    "code": "un código de una sola palabra",
    "line": "una línea de texto de 1 a {0} caracteres",
    "slug": "un código: minúsculas sin tildes, dígitos y guiones",
    "link": "una dirección que empiece con http:// o https://",
    "path": "una ruta de claves, como dosis.multigrado.visita.total",
    "integer": "un entero",
    "integer_from": "un entero ≥ {0}",
    "integer_between": "un entero de {0} a {1}",
    "number": "un número",
    "number_or_quoted": "un número de hasta {0} cifras o, si es un código, el código entre comillas",
    "boolean": "true o false",
    "date": "una fecha AAAA-MM-DD",
    "date_from": "una fecha desde {0}",
    "value": "un valor",
    "map": "claves con valores",
    "list_from": "una lista de {0} o más",
    "list_of_text": "una lista de textos",
    "one_of": "{0}",
    "at_most": "hasta {0}",
    "name_like": "¿quiso decir «{0}»?",
    "read_by": "{0}",
    "visits": "{0} visitas en {1} días",
    "condition": "una condición",
    "no_leading_zero": "un número sin ceros delante; un código va entre comillas simples",
    "closing_quote": "la comilla que cierra el texto",
    "and_or_end": "AND, OR o el final",
    "operand": "un nombre o un valor",
    "constant": "un valor",
    "name": "se esperaba un dato o un derivado",
    "datum": "un dato",
    "word": "{0}",
    "texto": "un texto",
    "numero": "un número",
    "logico": "sí o no",
    "no_scope": "ninguno (no depende de otros servicios)",
    "criterion": "el de un criterio (solo un criterio puede depender de otros servicios)",
}
"""Code of what was expected to phrase."""

FOUND: Final[dict[str, str]] = {
    "@list": "una lista",
    "@map": "un grupo de claves",
    "@empty": "nada",
    "@end": "el final",
    "@next_line": "U+0085 (línea siguiente)",
    "@line_separator": "U+2028 (separador de líneas)",
    "@paragraph_separator": "U+2029 (separador de párrafos)",
    "": "nada",
}
"""Code of what was found to phrase; anything else is shown between quotes."""
