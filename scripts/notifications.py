"""The desktop's notification service, for windows that run without a desktop: it keeps what it is to show."""

import threading

from gi.repository import Gio, GLib
from windows import PATIENCE, wait_for

INTERFACE = """<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
</interface></node>"""


class Desktop:
    """Keeps who shows which heading with which words. As GNOME does, it takes away what a program shows that
    has left the bus."""

    def __init__(self):
        self.shown, ready = [], threading.Event()
        self._context = GLib.MainContext()
        threading.Thread(target=self._serve, args=[ready], daemon=True).start()
        if not ready.wait(PATIENCE):
            raise SystemExit("the bus gives nobody the name of the notification service")

    def shows(self, heading, words):
        wanted = (heading, words)
        wait_for(f"{wanted} on the desktop", lambda: wanted in [shown[1:] for shown in self.shown])

    def _serve(self, ready):
        self._context.push_thread_default()
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        bus.register_object("/org/freedesktop/Notifications", interface, self._called, None, None)
        Gio.bus_own_name_on_connection(bus, interface.name, 0, lambda *_: ready.set(), None)
        GLib.MainLoop(self._context).run()

    def _called(self, bus, sender, _path, _interface, _method, parameters, invocation):
        _program, _replaces, _icon, heading, words = parameters.unpack()[:5]
        self.shown.append((sender, heading, words))
        Gio.bus_watch_name_on_connection(bus, sender, 0, None, self._gone)
        invocation.return_value(GLib.Variant("(u)", (len(self.shown),)))

    def _gone(self, _bus, sender):
        self.shown = [shown for shown in self.shown if shown[0] != sender]
