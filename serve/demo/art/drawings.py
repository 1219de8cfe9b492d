from serve.demo.art.pen import Pen, Subject


def _d(p: Pen) -> None:
    p.shadow()
    p.box(110, 150, 180, 180, p.tone, 20)


def drawing_of(subject: Subject):
    return _d
