"""Tells whether a folder's assemblies are compiled ahead of their start where they are to be: ready-to-run.py FOLDER PROGRAM.dll"""

import pathlib
import struct
import sys

# Few of their methods are ever called, and code would make the image larger by more than that is worth.
WITHOUT = {
    "AWSSDK.DynamoDBv2.dll",
    "AWSSDK.S3.dll",
    "AWSSDK.SecurityToken.dll",
    "AWSSDK.SSO.dll",
    "AWSSDK.SSOOIDC.dll",
}
THERE = {"AWSSDK.Core.dll", "OpenTelemetry.dll", "OpenTelemetry.Exporter.OpenTelemetryProtocol.dll", "Workers.Aws.dll", "Workers.Hosting.dll"}
CLI_HEADER = 14  # Its place among the optional header's data directories.
MANAGED_NATIVE_HEADER = 64  # Its offset in the CLI header.


def has_code(file):
    """Whether the CLI header names a managed native header: what ReadyToRun adds to an assembly."""
    image = file.read_bytes()
    (pe,) = struct.unpack_from("<I", image, 0x3C)
    if image[pe : pe + 4] != b"PE\0\0":
        raise ValueError(f"{file.name} is no PE file")
    sections, optional_size = struct.unpack_from("<2xH12xH", image, pe + 4)
    optional = pe + 24
    directories = optional + (112 if struct.unpack_from("<H", image, optional)[0] == 0x20B else 96)
    address, _ = struct.unpack_from("<II", image, directories + 8 * CLI_HEADER)
    for section in range(sections):
        size, start, raw_size, raw = struct.unpack_from("<IIII", image, optional + optional_size + 40 * section + 8)
        if start <= address < start + max(size, raw_size):
            native, native_size = struct.unpack_from("<II", image, raw + address - start + MANAGED_NATIVE_HEADER)
            return native != 0 and native_size != 0
    raise ValueError(f"{file.name} has no CLI header")


folder, program = pathlib.Path(sys.argv[1]), sys.argv[2]
assemblies = {file.name: has_code(file) for file in folder.glob("*.dll")}
problems = [f"{name} is missing" for name in sorted((THERE | WITHOUT | {program}) - assemblies.keys())]
problems += [f"{name} {'has' if code else 'has no'} code" for name, code in sorted(assemblies.items()) if code == (name in WITHOUT)]
print("\n".join(problems))
sys.exit(1 if problems else 0)
