"""Pictures and documents as they come from cameras, programs and strangers."""

import struct
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from PIL import Image, ImageCms, PngImagePlugin

ARTIST = "Ada Photographer"
ORIENTATION = 0x0112

# Options with which each format keeps colours as they are.
EXACT = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "PNG": {},
    "WEBP": {"lossless": True},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}
SUFFIX = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


def saved(image: Image.Image, format_name: str, **options) -> bytes:
    output = BytesIO()
    image.save(output, format_name, **options)
    return output.getvalue()


def quarters(width: int = 64, height: int = 48) -> Image.Image:
    """Red, green, blue and white: whoever turns or mirrors it is found out."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((200, 30, 30), (0, 0, width // 2, height // 2))
    image.paste((30, 160, 30), (width // 2, 0, width, height // 2))
    image.paste((30, 30, 200), (0, height // 2, width // 2, height))
    return image


def display_p3() -> bytes:
    """A small profile with the primaries of Display P3, which sRGB does not reach."""
    numbers = (0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841)

    def fixed(number: float) -> bytes:
        return struct.pack(">i", round(number * 65536))

    def xyz(values: tuple) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    name = b"Display P3"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + b"\0" * 80
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256))
    tags = {
        b"desc": description,
        b"cprt": b"text\0\0\0\0free\0",
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"rXYZ": xyz(numbers[0:3]),
        b"gXYZ": xyz(numbers[3:6]),
        b"bXYZ": xyz(numbers[6:9]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    place, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, content in tags.items():
        content += b"\0" * (-len(content) % 4)
        table += tag + struct.pack(">II", place + len(body), len(content))
        body += content
    size = place + len(body)
    head = struct.pack(">I", size) + b"lcms" + b"\x02\x40\0\0" + b"mntrRGB XYZ "
    head += (
        b"\0" * 12 + b"acsp" + b"\0" * 28 + b"".join(map(fixed, (0.9642, 1.0, 0.8249)))
    )
    profile = head + b"\0" * (128 - len(head)) + struct.pack(">I", len(tags))
    profile += table + body
    assert ImageCms.getOpenProfile(BytesIO(profile)).profile.xcolor_space == "RGB "
    return profile


def exif(orientation: int = 1) -> Image.Exif:
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    notes[0x010F] = "Camera Works"
    notes[0x013B] = ARTIST
    notes.get_ifd(0x8769)[0x927C] = b"maker's notes " + ARTIST.encode()
    notes.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E"})
    return notes


def telling(format_name: str, orientation: int = 1) -> bytes:
    """A picture that says where and by whom it was taken, in every way it can."""
    options = dict(EXACT[format_name], exif=exif(orientation))
    options["icc_profile"] = display_p3()
    xmp = f"<x:xmpmeta><dc:creator>{ARTIST}</dc:creator></x:xmpmeta>".encode()
    if format_name == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", ARTIST)
        notes.add_itxt("XML:com.adobe.xmp", xmp.decode())
        notes.add_text("Comment", ARTIST, zip=True)
        notes.add(b"tIME", b"\x07\xe8\x01\x01\x0c\0\0")
        options["pnginfo"] = notes
    else:
        options["xmp"] = xmp
    if format_name == "JPEG":
        options["comment"] = ARTIST.encode()
    data = saved(quarters(), format_name, **options)
    if format_name == "JPEG":
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + ARTIST.encode()
        segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
        data = data[:2] + segment + data[2:] + ARTIST.encode()
    return data


def huge_png(width: int, height: int) -> bytes:
    """Says that it is huge; there are but a few bytes behind it."""
    data = saved(Image.new("1", (8, 8)), "PNG")
    return data[:16] + struct.pack(">II", width, height) + data[24:]


def sixteen_bits() -> bytes:
    rows = [x * 1000 % 65536 for _y in range(48) for x in range(64)]
    pixels = b"".join(struct.pack("<H", level) for level in rows)
    return saved(Image.frombytes("I;16", (64, 48), pixels), "PNG")


def archive(files: dict[str, str]) -> bytes:
    output = BytesIO()
    with ZipFile(output, "w", ZIP_STORED) as made:
        for name, content in files.items():
            # Not with the time of now: twice made is the same.
            made.writestr(ZipInfo(name), content)
    return output.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


def document(kind: str, **more: str) -> bytes:
    """The least that is a document of a kind; ``more`` are files in its archive."""
    if kind == "pdf":
        return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
    if kind in ("txt", "csv"):
        return "name,year\nŁódź,1871\n".encode()
    if kind == "epub":
        files = {"mimetype": "application/epub+zip", "META-INF/container.xml": "<a/>"}
    elif kind.startswith("od"):
        names = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
        files = {"mimetype": ODF + names[kind], "content.xml": "<a/>"}
    else:
        names = {
            "docx": "wordprocessingml.document",
            "xlsx": "spreadsheetml.sheet",
            "pptx": "presentationml.presentation",
        }
        main = f"{OFFICE}{names[kind]}.main+xml"
        files = {"[Content_Types].xml": f'<Override ContentType="{main}"/>'}
    return archive(files | more)
