"""Tables, stools, shelves, benches, garden chairs and parasols."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import can, plank, plant, vessel
from serve.demo.art.tones import CREAM, IRON, STEEL, TONES, WHITE, WOOD


def round_table(p: Pen) -> None:
    p.shadow(200, 96)
    for x, lean in ((132, -20), (268, 20)):
        p.line(f"M{x} 190L{x + lean} 326", p.tone.base, 15)
    p.line("M200 196v136", p.tone.dark, 15)
    p.oval(200, 182, 126, 32, p.tone.dark)
    p.oval(200, 172, 126, 32, p.down(p.tone))
    p.line("M120 170q60-14 120-6M140 184q60 8 100 0", p.tone.dark, 2, opacity=0.6)
    vessel(p, 236, 124, 24, 170, 17, TONES["terracotta"], belly=4)
    plant(p, 236, 124, 52)


def tray_table(p: Pen) -> None:
    p.shadow(200, 92)
    p.line("M120 176 150 326M280 176 250 326M200 190v140", p.tone.dark, 9)
    p.path("M76 148q0 34 124 34t124-34v20q0 34-124 34T76 168z", p.tone)
    p.oval(200, 148, 124, 32, p.tone.light)
    p.oval(200, 151, 116, 26, p.tone.dark)
    vessel(p, 168, 112, 26, 156, 22, CREAM, "#5a3826")
    p.line("M192 124q16 0 14 11t-16 10", CREAM.dark, 5)
    p.box(216, 138, 62, 9, TONES["rust"], 2)
    p.box(220, 130, 56, 9, TONES["navy"], 2)


def c_table(p: Pen) -> None:
    p.shadow(200, 110)
    p.line("M284 136V322H104", IRON.base, 12)
    p.line("M284 322h20", IRON.base, 12)
    plank(p, 76, 124, 240, 24, p.tone)
    p.path("M120 124 140 62h84l20 62z", TONES["charcoal"])
    p.path("M108 124h148v5H108z", STEEL.light)
    p.path("M128 116 146 70h72l18 46z", "#dfeceb")


def bedside(p: Pen) -> None:
    p.shadow(200, 108)
    for x in (116, 284):
        p.line(f"M{x} 270L{x + (200 - x) * 0.06:.0f} 328", p.tone.dark, 15)
    p.box(94, 168, 212, 120, p.tone, 12)
    p.box(110, 184, 180, 46, p.tone.light, 6)
    p.oval(200, 207, 11, 7, p.tone.deep)
    p.box(110, 238, 180, 40, p.tone.deep, 4, opacity=0.75)
    p.box(126, 258, 92, 9, TONES["rust"], 2)
    p.box(122, 267, 100, 10, CREAM, 2)
    vessel(p, 140, 136, 17, 168, 15, CREAM)
    p.path("M226 92h44l18 46h-80z", CREAM)
    p.path("M238 138h20l6 30h-32z", TONES["sage"])


def stool(p: Pen) -> None:
    if p.has("bar"):
        p.shadow(200, 76)
        p.line("M156 120 134 328M244 120l22 208", IRON.base if p.has("steel") else p.tone.dark, 11)
        p.line("M180 122 174 312M220 122l6 190", IRON.dark, 8)
        p.line("M146 254h108", IRON.light, 8)
        p.oval(200, 116, 78, 20, p.tone.dark)
        p.oval(200, 106, 78, 20, p.down(p.tone))
    elif p.has("step"):
        p.shadow(200, 118)
        p.path("M120 132h26l14 198h-28zM280 132h-26l-14 198h28z", p.tone.dark)
        plank(p, 100, 112, 200, 24, p.tone)
        p.path("M92 238h26l10 92h-28zM308 238h-26l-10 92h28z", p.tone)
        plank(p, 78, 222, 244, 24, p.tone)
        p.box(170, 118, 60, 10, p.tone.deep, 5)
    else:
        p.shadow(200, 88)
        for x, lean in ((146, -24), (254, 24)):
            p.line(f"M{x} 206L{x + lean} 326", p.tone.base, 17)
        p.line("M200 212v120", p.tone.dark, 17)
        p.oval(200, 204, 102, 30, p.tone.dark)
        p.oval(200, 190, 102, 30, p.down(p.tone))
        p.line("M136 186q60-12 110-4M150 200q50 8 90 0", p.tone.dark, 2.5, opacity=0.6)


def ladder_shelf(p: Pen) -> None:
    p.shadow(200, 116)
    p.line("M138 60 102 326M262 60l36 266", p.tone.base, 11)
    for y, half in ((112, 66), (180, 76), (248, 86), (312, 94)):
        plank(p, 200 - half, y, 2 * half, 13, p.tone, 3)
    vessel(p, 176, 82, 19, 112, 14, TONES["terracotta"])
    plant(p, 176, 82, 40)
    for x, h, color in ((158, 44, "navy"), (172, 50, "rust"), (187, 40, "sage"), (201, 47, "mustard")):
        p.box(x, 180 - h, 13, h, TONES[color], 2)
    can(p, 250, 150, 15, 180, CREAM)
    p.box(140, 214, 72, 34, TONES["sand"], 6)
    vessel(p, 244, 214, 28, 248, 17, TONES["sage"], belly=5)
    p.box(150, 280, 104, 32, TONES["tan"], 6)


def wall_shelf(p: Pen) -> None:
    plank(p, 48, 252, 304, 24, p.tone)
    p.path("M48 276h304l-8 10H56z", p.tone.deep, opacity=0.5)
    for x, y, w, h, frame, art in ((80, 128, 96, 124, IRON, "#e9dfcb"), (156, 172, 84, 80, WOOD, "#dbe4d6")):
        p.box(x, y, w, h, frame, 4)
        p.box(x + 9, y + 9, w - 18, h - 18, art, 2)
        p.path(
            f"M{x + 9} {y + h - 20}q{w / 3 - 8:.0f}-34 {w / 2 - 9:.0f}-10"
            f" {w / 4 - 4:.0f}-26 {w / 2 - 9:.0f} 6v15h-{w - 18}z",
            TONES["sage"].dark,
        )
        p.oval(x + w * 0.66, y + h * 0.32, 9, 9, TONES["terracotta"].base)
    vessel(p, 290, 202, 32, 252, 22, TONES["terracotta"])
    plant(p, 290, 202, 76)


def bath_caddy(p: Pen) -> None:
    p.shadow(200, 150, 330)
    p.path("M30 262h340q-8 68-58 68H88q-50 0-58-68z", WHITE)
    p.path("M22 250h356v16H22z", WHITE.light)
    plank(p, 36, 222, 328, 22, p.tone)
    p.line("M36 250h18M346 250h18", p.tone.dark, 8)
    p.path("M92 222 112 142h78l-20 80z", CREAM)
    p.line("M118 160h52M114 178h52M110 196h52", TONES["taupe"].base, 4)
    can(p, 236, 176, 25, 222, TONES["sage"])
    p.oval(236, 176, 25, 6, CREAM.light)
    p.line("M236 174v-12", IRON.base, 3)
    vessel(p, 302, 172, 24, 222, 12, TONES["clear"], "#a33b4b")


def shoe_bench(p: Pen) -> None:
    p.shadow(200, 146)
    for x in (78, 322):
        p.line(f"M{x} 210v116", p.tone.base, 17)
    plank(p, 54, 188, 292, 28, p.tone)
    for y in (262, 304):
        p.line(f"M78 {y}h244", p.tone.dark, 9)
    for x, fill in ((112, TONES["navy"]), (166, TONES["navy"]), (236, TONES["brown"]), (288, TONES["brown"])):
        p.path(f"M{x - 20} 258v-26q0-8 10-8 10 0 14 12 16 4 18 14v8z", fill)
    p.path("M96 188q0-24 20-24h84q20 0 20 24z", TONES["terracotta"])


def garden_bench(p: Pen) -> None:
    p.shadow(200, 150)
    for x in (76, 324):
        p.line(f"M{x} 120v206", p.tone.dark, 17)
        p.line(f"M{x} 198h{26 if x < 200 else -26}", p.tone.base, 15)
    for y in (124, 154, 184):
        plank(p, 66, y, 268, 19, p.tone, 5)
    for y, x in ((230, 60), (250, 50)):
        plank(p, x, y, 400 - 2 * x, 17, p.tone, 5)
    for x in (64, 336):
        p.line(f"M{x} 264v64", p.tone.base, 17)
    p.path("M104 228q-10-54 8-58 40-8 60 0 16 6 8 58z", TONES["sage"])


def storage_bench(p: Pen) -> None:
    p.shadow(200, 146)
    p.box(58, 216, 284, 114, p.tone, 6)
    for y in (244, 272, 300):
        p.line(f"M60 {y}h280", p.tone.deep, 3)
    p.path("M46 206 66 128H334l20 78z", p.down(p.tone))
    p.line("M72 150h256M64 178h272", p.tone.dark, 3)
    p.box(44, 204, 312, 15, p.tone.light, 4)
    p.path("M96 206q0-34 24-34h70q20 0 20 34z", CREAM)
    p.path("M196 206q0-30 24-30h60q22 0 22 30z", TONES["navy"])
    p.line("M92 250v40M308 250v40", p.tone.deep, 6)


def bistro_chair(p: Pen) -> None:
    p.shadow(200, 92)
    p.line("M262 196 128 326M138 196l134 130", p.tone.dark, 10)
    p.line("M136 84v114M264 84v114", p.tone.base, 11)
    p.line("M136 86q64-38 128 0", p.tone.base, 11)
    for y in (112, 142):
        p.box(136, y, 128, 17, p.down(p.tone), 5)
    for y, half in ((192, 80), (207, 84), (222, 88)):
        p.box(200 - half, y, 2 * half, 12, p.down(p.tone), 5)
    p.line("M150 286h100", p.tone.base, 8)


def armchair(p: Pen) -> None:
    p.shadow(200, 108)
    p.line("M112 330V192q0-14 16-14M288 330V192q0-14-16-14", STEEL.base, 12)
    p.line("M146 330V230M254 330V230", STEEL.dark, 10)
    p.path("M128 84q72-22 144 0l10 150H118z", p.tone)
    p.path("M118 232h164l16 26H102z", p.tone.light)
    p.path("M102 258h196v10H102z", p.tone.dark)
    p.line("".join(f"M{x} 82v150" for x in range(140, 270, 20)), p.tone.dark, 2, opacity=0.6)
    for x in (88, 262):
        p.box(x, 178, 50, 15, WOOD, 7)


def lounger(p: Pen) -> None:
    p.shadow(200, 160, 322)
    p.line("M60 270H250L346 148", STEEL.base, 11)
    p.line("M84 270v52M236 270v52M300 206l18 116", STEEL.dark, 10)
    p.path("M52 254H246l94-118 22 14-100 128H52z", p.tone)
    p.line("M92 256v20M132 256v20M172 256v20M212 256v20M268 232l20 14M294 198l20 14", p.tone.dark, 3)
    with p.turned(-50, 324, 160):
        p.box(290, 132, 62, 24, CREAM, 11)


def hammock(p: Pen) -> None:
    p.shadow(200, 70, 346)
    p.line("M200 8v40M200 48 96 96M200 48l104 48", TONES["tan"].base, 5)
    p.box(78, 90, 244, 15, WOOD, 7)
    p.line("M92 104 84 200M308 104l8 96M140 104v90M260 104v90", TONES["tan"].base, 4)
    d = "M78 190q-4 130 122 130t122-130q-40 66-122 66T78 190z"
    p.path(d, p.tone)
    p.path("M88 184q20 100 112 100t112-100q-30 76-112 76T88 184z", p.tone.light)
    with p.inside(d):
        p.line("M110 220v100M150 250v90M200 256v90M250 250v90M290 220v100", p.tone.dark, 7, opacity=0.6)
    p.path("M130 232q-4-50 24-50h92q28 0 24 50-70 30-140 0z", CREAM)


def bistro_table(p: Pen) -> None:
    p.shadow(200, 96)
    p.line("M136 196 262 326M264 196 138 326", p.tone.base, 10)
    p.line("M168 262h64", p.tone.dark, 7)
    p.oval(200, 192, 132, 34, p.tone.dark)
    p.oval(200, 183, 132, 34, p.down(p.tone))
    p.line(
        "".join(f"M{x} {160 + abs(200 - x) // 9}V{207 - abs(200 - x) // 9}" for x in range(100, 310, 20)),
        p.tone.dark,
        2,
        opacity=0.6,
    )
    vessel(p, 162, 142, 23, 184, 19, CREAM, "#5a3826")
    vessel(p, 242, 130, 22, 176, 16, TONES["terracotta"])
    plant(p, 242, 130, 50)


def dining_table(p: Pen) -> None:
    p.shadow(200, 160)
    for x in (76, 324):
        p.line(f"M{x} 210v116", p.tone.base, 19)
    for x in (112, 288):
        p.line(f"M{x} 204v96", p.tone.dark, 14)
    p.path("M28 190 82 142H318l54 48z", p.down(p.tone))
    p.path("M28 190H372v19H28z", p.tone.dark)
    p.line("M148 142 128 190M252 142l20 48M200 142v48", p.tone.dark, 2.5)
    vessel(p, 200, 104, 25, 152, 16, TONES["sage"], belly=8)
    plant(p, 200, 104, 62)


def balcony_table(p: Pen) -> None:
    p.shadow(200, 150)
    p.line("M30 128H370", IRON.base, 12)
    p.line("".join(f"M{x} 134V328" for x in range(44, 370, 32)), IRON.base, 6)
    p.line("M30 322H370", IRON.base, 8)
    p.line("M112 128v-14h-18M288 128v-14h18M110 200l30 60M290 200l-30 60", STEEL.dark, 8)
    p.path("M74 214 100 168H300l26 46z", p.down(p.tone))
    p.path("M74 214H326v15H74z", p.tone.dark)
    p.line("M150 168l-14 46M250 168l14 46M200 168v46", p.tone.dark, 2.5)
    vessel(p, 160, 148, 21, 190, 17, CREAM, "#5a3826")
    p.oval(240, 192, 34, 9, WHITE)
    p.oval(240, 187, 17, 8, "#c98d4d")


def parasol(p: Pen) -> None:
    if p.has("base"):
        p.shadow(200, 138)
        can(p, 200, 270, 134, 326, TONES["grey"])
        p.dots(p.scatter(24, 90, 262, 220, 20), 2.6, TONES["grey"].deep)
        can(p, 200, 116, 19, 268, STEEL)
        p.oval(200, 116, 13, 4, STEEL.deep)
        p.line("M218 170h26", IRON.base, 10)
        return
    half = p.has("half-round")
    p.shadow(200, 60)
    p.line("M200 96V322", WOOD.base if not half else STEEL.base, 11)
    p.oval(200, 322, 54, 11, TONES["grey"])
    p.path("M30 168Q84 56 200 46q116 10 170 122z", p.tone)
    for x, to, deep in ((30, 98, 0), (98, 166, 1), (166, 234, 0), (234, 302, 1), (302, 370, 0)):
        p.path(f"M200 46L{x} 168q{(to - x) / 2:.0f} 22 {to - x} 0z", p.tone.light if deep else p.tone.base)
    p.path("M200 46 302 168q34 22 68 0Q316 56 200 46z", p.tone.dark, opacity=0.55)
    p.oval(200, 42, 8, 8, WOOD)
    if half:
        p.path("M0 0h36v296H0z", TONES["sand"].light)
        p.path("M36 0h10v296H36z", TONES["sand"].dark)
    else:
        p.line("M206 236h26v12", IRON.base, 6)


RULES = (
    on("side table", tray_table, "tray"),
    on("side table", c_table, "c-shaped"),
    on("side table", bedside, "bedside"),
    on("side table", round_table),
    on("stool", stool),
    on("shelf", bath_caddy, "bath"),
    on("shelf", wall_shelf, "ledge"),
    on("shelf", ladder_shelf),
    on("bench", shoe_bench, "shoe"),
    on("bench", storage_bench, "storage"),
    on("bench", garden_bench),
    on("garden chair", armchair, "armchair"),
    on("garden chair", lounger, "lounger"),
    on("garden chair", hammock, "hammock"),
    on("garden chair", bistro_chair),
    on("garden table", dining_table, "dining"),
    on("garden table", balcony_table, "balcony"),
    on("garden table", bistro_table),
    on("parasol", parasol),
    on("parasol base", parasol),
)
