"""Spanish sentences for the problems of files, and for the column `expected` of `rejected.csv`.

A template says what is wrong; whoever prints it puts file, row and column before it. Placeholders are fields
of `pusaq_core.errors.Problem`: `{column}`, `{expected}`, `{found}`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

TEMPLATES: Final[dict[str, str]] = {
    # the file as a whole
    "file_not_found": "no existe el archivo",
    "file_is_directory": "es una carpeta; se esperaba un archivo",
    "file_unreadable": "no se puede leer el archivo: {found}",
    "file_empty": "el archivo está vacío",
    "file_too_large": "el archivo supera el límite de {expected} (tiene {found})",
    "file_corrupt": "el archivo está dañado o no es {expected}: {found}",
    "file_truncated": "el archivo está cortado: se esperaba {expected}, hay {found}",
    "gzip_truncated": "el archivo comprimido (gzip) está cortado",
    "quote_open": "el archivo está cortado, o falta la comilla que cierra esta celda",
    "gzip_corrupt": "el archivo comprimido (gzip) está dañado",
    "format_unknown": "formato no admitido ({found}); se admiten CSV, CSV.gz, XLSX, DBF y Parquet",
    "binary_content": "no es texto; se admiten CSV (UTF-8, CP850, Latin-1), XLSX, DBF y Parquet",
    # the header
    "header_missing": "no se encuentra la fila de títulos; se esperaba {expected}; hay {found}",
    "missing_column": "falta la columna {expected}",
    "duplicate_column": "la columna {found} aparece más de una vez",
    "column_type_unknown": "la columna tiene un tipo que no se puede leer ({found}); se esperaba texto",
    "columns_differ": "las columnas no son las de un plan: se esperaba {expected}, hay {found}",
    # rows
    "ragged_row": "la fila tiene {found} celdas; se esperaban {expected}",
    "cell_too_long": "una celda es demasiado larga: {found}",
    "no_usable_row": "ninguna fila se puede usar ({found} rechazadas)",
    "too_many_rejected": "se rechazan {found} filas de las UGEL elegidas; se admite hasta {expected}",
    "too_many_places": "las coordenadas de {found} servicios no pueden ser; se admite hasta la mitad",
    "key_missing": "falta el código",
    "key_repeated": "«{found}» ya está en la fila {expected}",
    "code_malformed": "«{found}» no es un código (letras, dígitos, «-», «_», «.», «/»)",
    "lat_malformed": "«{found}» no es una latitud entre −90 y 90",
    "lon_malformed": "«{found}» no es una longitud entre −180 y 180",
    "code_as_number": "«{found}» era un código que una hoja de cálculo volvió número; corríjalo en el origen",
    "code_as_date": "«{found}» era un código que una hoja de cálculo volvió fecha; corríjalo en el origen",
    "date_number": "«{found}» es el número de día de una hoja de cálculo; no se sabe desde cuándo",
    "date_no_value": "«{found}» no es una fecha; si la plaza no tiene fin, deje la celda vacía",
    "too_many_damaged": "{found} filas tienen códigos o fechas dañados; se admite hasta {expected}",
    "post_elsewhere": "la plaza {found} está también en otro servicio, en la fila {expected}",
    "post_shared": "la plaza {found} la ocupa otra persona, en la fila {expected}",
    # how a file was understood
    "zeros_mended": "a {found} códigos de menos de {expected} cifras se les pusieron ceros a la izquierda",
    "name_completed": "el formato cortó el nombre de la columna; se lee como {expected}",
    "name_ambiguous": "el formato cortó el nombre de la columna; puede ser {expected}, y no se lee",
    "sheet_read": "se leyó la hoja «{found}», de {expected}",
    "dates_from_1904": "las fechas del libro se cuentan desde 1904",
    "sheets_alike": "varias hojas tienen las columnas esperadas ({found}); deje una sola",
    "sheet_hidden": "solo tiene las columnas esperadas una hoja oculta ({found}); muéstrela o quítela",
    "sheets_seen": "el libro tiene las hojas {found}",
    "cell_error": "la celda muestra un error de hoja de cálculo ({found})",
    "coordinates_zero": "las coordenadas son 0, 0; queda sin lugar",
    "coordinates_swapped": "latitud y longitud están invertidas ({found}); queda sin lugar",
    "coordinates_sign": "falta el signo de una coordenada ({found}); queda sin lugar",
    "coordinates_point": "el punto decimal de una coordenada está corrido ({found}); queda sin lugar",
    "coordinates_outside": "las coordenadas están fuera del país ({found}); queda sin lugar",
    "coordinates_far": "las coordenadas están muy lejos de su UGEL ({found}); queda sin lugar",
    "cell_unreadable": "«{found}» no se puede leer como {expected}",
    "half_coordinates": "se dio una sola coordenada; se esperaban LAT y LON, o ninguna",
    "date_missing": "falta la fecha",
    "date_malformed": "«{found}» no es una fecha (AAAA-MM-DD o dd/mm/aaaa)",
    "end_before_start": "termina ({found}) antes de empezar ({expected})",
    "post_without_person": "la plaza {found} no tiene titular durante el año escolar",
    "km_malformed": "«{found}» no es una distancia en km, de 0 a más",
    "minutes_malformed": "«{found}» no es una duración en minutos, de 0 a más",
    "code_not_empty": "el ámbito «pais» no lleva código; hay «{found}»",
    "unknown_scope": "«{found}» no es un ámbito; se esperaba {expected}",
    "unknown_profile": "«{found}» no es un perfil de la norma; se esperaba {expected}",
    "unknown_ugel": "la UGEL {found} no está en el padrón",
    "unknown_service": "el servicio {found} no está en el padrón",
    "unknown_outline": "no hay ninguna organización con el código {found}",
    "geometry_malformed": "no es el contorno de un territorio (Polygon o MultiPolygon de GeoJSON)",
    "geojson_malformed": "no es GeoJSON con una lista de territorios (FeatureCollection)",
    "property_missing": "el territorio no lleva el dato «{expected}»",
    "load_busy": "otra carga está en marcha; vuelva a intentarlo cuando termine",
    "unknown_premises": "el local {found} no está en el padrón",
    "unknown_accompanist": "el acompañante {found} no está en la lista de acompañantes",
    # calendars and country packs
    "date_out_of_year": "{found} no es del año {expected}",
    "date_repeated": "la fecha {found} se repite",
    "ranges_overlap": "los periodos se cruzan: {found}",
    "recovered_in_pause": "{found} está en «recupera» y también en «pausas»",
    "exception_repeated": "ya hay un calendario para {found}; júntelos en uno",
    "calendar_missing": "no hay calendario para {found} (hay para: {expected}); indique uno con --calendar",
    "calendar_of_other_year": "el calendario es de {found}; se pidió {expected}",
    "country_unknown": "no hay datos del país «{found}»; hay de: {expected}",
    # resources of the catalogue
    "resources_missing": "no hay archivos de recursos (.yaml) en {found}",
    "resource_repeated": "el código «{found}» ya está en {expected}",
    "programme_of_other_kind": "un recurso de este tipo no lleva programa",
    "fact_missing": "falta el dato «{expected}»; si el documento no lo dice, escriba «sin dato»",
    "fact_without_value": "se esperaba uno de los dos: {expected}",
    "part_malformed": "«{found}» no puede ser parte de «{expected}»",
    "not_a_monday": "el {found} no es lunes",
    "week_out_of_range": "se esperaba de 1 a {expected}, hay {found}",
    # the folder of the plan
    "out_parent_missing": "no existe la carpeta {found}",
    "out_not_writable": "no se puede escribir en la carpeta: {found}",
    "out_is_file": "ya existe y no es una carpeta",
    "out_not_a_plan": "la carpeta ya existe y no es un plan (contiene {found}); no se reemplaza",
    "out_has_other_files": "la carpeta tiene archivos que no son del plan ({found}); no se reemplaza",
    "out_write_failed": "no se pudo escribir el plan: {found}",
    "not_a_plan": "no es la carpeta de un plan: {found} falta o no es de Pusaq",
    "as_of_missing": "falta --as-of AAAA-MM-DD: con --previous se dice desde qué día puede cambiar el plan",
    "previous_missing": "--as-of {found} necesita --previous con la carpeta del plan que se replanifica",
    "as_of_out_of_year": "--as-of {found} no es del año {expected}",
    "plan_of_other_year": "el plan es de {found}; se pidió {expected}",
    "plan_of_other_ugel": "el plan es de la UGEL {found}; se pidió {expected}",
    "last_year_not_before": "el plan de --last-year es de {found}; se esperaba el de {expected}",
    "value_malformed": "«{found}» no es un valor válido ({expected})",
    "facts_malformed": "«{found}» no se puede leer; se esperaba {expected}. Si el plan es de una versión "
    "anterior de Pusaq, hágalo de nuevo",
}
"""Kind of problem to sentence."""

EXPECTED: Final[dict[str, str]] = {
    "cell_too_long": "una celda de 32 767 caracteres como máximo",
    "key_missing": "un código",
    "code_malformed": "un código de letras, dígitos, «-», «_», «.», «/»",
    "lat_malformed": "una latitud entre −90 y 90",
    "lon_malformed": "una longitud entre −180 y 180",
    "code_as_number": "un código, no un número con exponente",
    "code_as_date": "un código, no una fecha",
    "date_number": "una fecha AAAA-MM-DD o dd/mm/aaaa, no un número de día",
    "date_no_value": "una fecha AAAA-MM-DD o dd/mm/aaaa, o la celda vacía",
    "half_coordinates": "las dos coordenadas o ninguna; se planifica sin ellas",
    "coordinates_zero": "un lugar del país, no 0, 0; se planifica sin coordenadas",
    "coordinates_swapped": "latitud y longitud en su lugar: están invertidas; se planifica sin ellas",
    "coordinates_sign": "coordenadas con su signo; se planifica sin ellas",
    "coordinates_point": "coordenadas con el punto decimal en su lugar; se planifica sin ellas",
    "coordinates_outside": "un lugar dentro del país; se planifica sin coordenadas",
    "coordinates_far": "un lugar cerca de su UGEL; se planifica sin coordenadas",
    "cell_error": "un valor, no un error de hoja de cálculo; queda como dato desconocido",
    "date_malformed": "una fecha AAAA-MM-DD o dd/mm/aaaa",
    "unknown_service": "un servicio del padrón",
    "post_without_person": "una persona que ocupe la plaza durante el año escolar",
}
"""Kind of rejection to what would have been right, for `rejected.csv`; other kinds name a value."""

WITH_VALUE: Final[dict[str, str]] = {
    "key_repeated": "una sola fila por código (la primera es la fila {})",
    "end_before_start": "una fecha desde el {}",
    "post_elsewhere": "una plaza en un solo servicio a la vez; cuenta la de la fila {}",
    "post_shared": "una sola persona por plaza; cuenta la de la fila {}",
    "cell_unreadable": "un valor de tipo {}; queda como dato desconocido",
}
"""The same for kinds whose `expected` holds a value, which takes the place of the braces."""


def rejected_table(rejections: pl.DataFrame) -> pl.DataFrame:
    """Rejections as the rows of `rejected.csv`: what was expected becomes a Spanish phrase.

    Args:
        rejections: frame in the columns of `pusaq_core.io.rejections.SCHEMA`.

    Returns:
        Frame of file, row, column, found and expected, in the same order.
    """
    worded = pl.col("expected").replace(EXPECTED)
    for kind, phrase in WITH_VALUE.items():
        worded = pl.when(pl.col("code") == kind).then(pl.format(phrase, pl.col("expected"))).otherwise(worded)
    return rejections.select("file", "row", "column", "found", expected=worded)
