"""
Numbers of the system calls that a reading process is refused, for the machines that are known here.

The first number is x86-64's, the second that of aarch64, which never had the older calls (-1).
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from types import MappingProxyType

X86_64 = 0xC000003E
AARCH64 = 0xC00000B7
"""What the kernel calls the two machines in a filter (`AUDIT_ARCH_*`)."""

Calls = Mapping[str, tuple[int, int]]

FILES: Calls = MappingProxyType(
    {
        "open": (2, -1), "openat": (257, 56), "openat2": (437, 437), "creat": (85, -1), "open_by_handle_at": (304, 265),
    }
)  # fmt: skip
"""To open files.  Landlock refuses them too, where the kernel has it."""

CHANGES: Calls = MappingProxyType(
    {
        "truncate": (76, 45), "rename": (82, -1), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, -1),
        "mkdirat": (258, 34), "rmdir": (84, -1), "link": (86, -1), "linkat": (265, 37), "unlink": (87, -1),
        "unlinkat": (263, 35), "symlink": (88, -1), "symlinkat": (266, 36),
    }
)  # fmt: skip
"""To change directories."""

NEVER: Calls = MappingProxyType(
    {
        # Talking to others: a reading process has the socket it was born with.
        "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
        "accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvmsg": (47, 212),
        "recvmmsg": (299, 243), "mq_open": (240, 180), "msgget": (68, 186), "semget": (64, 190), "shmget": (29, 194),
        "shmat": (30, 196),
        # Other processes.
        "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
        "process_madvise": (440, 440), "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
        "pidfd_send_signal": (424, 424), "move_pages": (279, 239), "migrate_pages": (256, 238),
        # The parts of a kernel where most of its holes were.
        "bpf": (321, 280), "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427), "io_setup": (206, 0), "userfaultfd": (323, 282), "add_key": (248, 217),
        "request_key": (249, 218), "keyctl": (250, 219), "memfd_secret": (447, 447), "fanotify_init": (300, 262),
        "inotify_init": (253, -1), "inotify_init1": (294, 26), "personality": (135, 92), "modify_ldt": (154, -1),
        "uselib": (134, -1), "lookup_dcookie": (212, 18),
        # Mounts, namespaces and the machine itself.
        "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
        "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
        "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
        "name_to_handle_at": (303, 264), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
        "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "reboot": (169, 142),
        "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116),
        "iopl": (172, -1), "ioperm": (173, -1), "sethostname": (170, 161), "setdomainname": (171, 162),
        "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
        "vhangup": (153, 58),
        # Files beyond their bytes: Landlock does not look at these.
        "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, -1),
        "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "mknod": (133, -1), "mknodat": (259, 33),
        "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
        "lremovexattr": (198, 15), "fremovexattr": (199, 16), "utime": (132, -1), "utimes": (235, -1),
        "futimesat": (261, -1), "utimensat": (280, 88),
    }
)  # fmt: skip
"""What no reading process has a use for."""

EXEC: Calls = MappingProxyType({"execve": (59, 221), "execveat": (322, 281)})
MEMORY_FILES: Calls = MappingProxyType({"memfd_create": (319, 279)})
FORK: Calls = MappingProxyType({"fork": (57, -1), "vfork": (58, -1)})
CLONE = (56, 220)
CLONE3 = (435, 435)
PRLIMIT = (302, 261)
TGKILL = (234, 131)
SECCOMP = (317, 277)
CHILD: Calls = MappingProxyType(
    {
        "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
        "socketpair": (53, 199), "clone": CLONE, **FORK,
    }
)  # fmt: skip
"""What a process for one document is refused beyond what its worker is."""


def machine() -> tuple[int, int] | None:
    """Return the kernel's name for this machine and the place of its numbers; None for a machine unknown here."""
    return {"x86_64": (X86_64, 0), "aarch64": (AARCH64, 1)}.get(platform.machine())
