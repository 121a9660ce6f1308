"""Hoe JupyterLab in een klas aan een kernel komt: uit het nest van de leerling, en niet met een nieuw programma."""

import os
import signal
from contextlib import suppress

import psutil
from jupyter_client.provisioning import LocalProvisioner

from course_utils.klas.nest import Nest

_PROGRAM = "ipykernel_launcher"


class _Kernel:
    """Wat LocalProvisioner van een proces wil weten. Het is geen kind van deze werkplek: dat is het van het nest."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        return None if psutil.pid_exists(self.pid) else 0

    def wait(self) -> int | None:
        return self.poll()

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class NestProvisioner(LocalProvisioner):
    nest: Nest

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """Laat het nest een kernel maken; een kernel van een andere soort start gewoon."""
        if _PROGRAM not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index(_PROGRAM) :]
        self.cwd = kwargs.get("cwd") or os.getcwd()
        self.pid = self.pgid = self.nest.hatch(
            id=self.kernel_id, arguments=arguments, environment=kwargs["env"], folder=str(self.cwd)
        )
        self.process = _Kernel(self.pid)
        return self.connection_info
