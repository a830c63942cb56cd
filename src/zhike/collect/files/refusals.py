"""Why a file cannot be taken at all: one class per reason, each with its sentence and a stable code."""

from __future__ import annotations

from typing import Any

from zhike.errors import ZhikeError
from zhike.words import N_


class FileRefusedError(ZhikeError, ValueError):
    """The file as a whole cannot be read; nothing of it was kept."""

    code = "file_refused"
    sentence = N_("{name} cannot be read: {detail}")


class FileMissingError(FileRefusedError, FileNotFoundError):
    """No such file, or one that may not be opened."""

    code = "file_missing"
    sentence = N_("There is no file {path} that can be opened. Check the name, the folder and the permissions.")


class NotAFileError(FileRefusedError):
    """A folder or a device where a file is needed."""

    code = "not_a_file"
    sentence = N_("{path} is not a file. Name the file itself, or several files one after the other.")


class EmptyFileError(FileRefusedError):
    """Nothing in it, or nothing but blanks."""

    code = "empty_file"
    sentence = N_("{name} is empty: it holds no rows. Export it again from the system it comes from.")


class NotATableError(FileRefusedError):
    """Something else than a table, whatever its name says."""

    code = "not_a_table"
    sentence = N_("{name} is not a table but {what}. Give a CSV, Excel, JSON or Parquet file.")


class EncryptedFileError(FileRefusedError):
    """Protected with a password."""

    code = "encrypted_file"
    sentence = N_("{name} is protected with a password. Save a copy without the password and import that.")


class BrokenFileError(FileRefusedError):
    """Damaged, cut off, or not what its first bytes say."""

    code = "broken_file"
    sentence = N_(
        "{name} is damaged or cut off, and cannot be read as {format} ({detail}). Export it again, or send it again."
    )


class TooLargeError(FileRefusedError):
    """Over one of the limits of reading."""

    code = "too_large"
    sentence = N_(
        "{name} is over a limit: {what} is {value:,}, and at most {limit:,} is read. Split the file, or check where it comes from."
    )


class ArchiveChoiceError(FileRefusedError):
    """An archive with no file to read, or with several."""

    code = "archive_choice"
    sentence = N_(
        "{name} holds {count} files that could be read ({members}), and one is needed. Unpack it and import the files one by one."
    )


class SheetMissingError(FileRefusedError, LookupError):
    """No such sheet in the workbook."""

    code = "sheet_missing"
    sentence = N_("{name} has no sheet called {value!r}. {hint} It has: {names}.")


class ColumnMissingError(FileRefusedError, LookupError):
    """A mapping that names a column the file does not have."""

    code = "column_missing"
    sentence = N_("{name} has no column called {value!r}. {hint} It has: {names}.")


class FieldTwiceError(FileRefusedError):
    """A mapping that sends two columns to one field."""

    code = "field_twice"
    sentence = N_("Two columns of {name} are mapped to {field}: {first} and {second}. Keep one of them.")


class FileChangedError(FileRefusedError):
    """The file is not the one that was looked at."""

    code = "file_changed"
    can_retry = True
    sentence = N_("{name} has changed since it was looked at. Start the import again.")


class ReaderTimeoutError(FileRefusedError):
    """Reading took longer than allowed."""

    code = "reader_timeout"
    can_retry = True
    sentence = N_(
        "Reading {name} was ended after {seconds:g} seconds, the time allowed. Nothing of it was kept. Split the file, or try again when the machine is less busy."
    )


class ReaderMemoryError(FileRefusedError):
    """Reading needed more memory than allowed."""

    code = "reader_memory"
    sentence = N_(
        "Reading {name} needed more memory than is allowed ({limit:,} bytes). Nothing of it was kept. Split the file, or save it as CSV."
    )


class ReaderCrashedError(FileRefusedError):
    """The reading process ended without an answer."""

    code = "reader_crashed"
    sentence = N_(
        "The program that reads {name} ended without an answer ({detail}). Nothing of it was kept. The file is probably damaged: export it again, or save it as CSV."
    )


def rebuilt(code: str, values: dict[str, Any]) -> FileRefusedError:
    """Return the refusal that the reading process reported, from its code and its values."""
    return _BY_CODE.get(code, FileRefusedError)(**values)


_BY_CODE: dict[str, type[FileRefusedError]] = {kind.code: kind for kind in FileRefusedError.__subclasses__()}
