package import ImagePackages
import ImageReading

/// Which packages serve to build or to install other software, and are seldom needed to run it.
///
/// `*` stands for any text, `[0-9]` for a digit. The first list is Debian's, the last Python's, whose names are normalised.
package enum BuildTools {
    static let debian = [
        // Compilers, linkers and assemblers.
        "gcc", "gcc-[0-9]*", "g++*", "cpp", "cpp-*", "gfortran*", "clang*", "llvm", "llvm-*", "lld*", "binutils*",
        "nasm",
        "yasm", "rustc", "cargo", "golang*", "default-jdk*", "openjdk-*-jdk*", "ghc", "ocaml", "swig*", "tcc",
        "build-essential", "dpkg-dev", "libtool*", "libc-dev-bin", "linux-libc-dev", "dpkg-cross", "fakeroot",
        // What drives them.
        "make", "make-guile", "cmake*", "ninja-build", "meson", "autoconf*", "automake*", "autotools-dev", "bison",
        "flex",
        "m4", "pkg-config", "pkgconf*", "patch", "gettext", "intltool", "scons", "ant", "maven", "gradle", "debhelper",
        "devscripts", "quilt", "ccache",
        // Headers and static libraries.
        "*-dev", "*-dev-bin",
        // Where sources come from.
        "git", "git-man", "git-lfs", "mercurial*", "subversion", "bzr", "cvs", "brz*",
        // Installers of other ecosystems.
        "python3-pip*", "python3-setuptools", "python3-wheel", "python3-venv", "python3.*-venv", "pipx", "npm",
        "node-gyp", "ruby-bundler", "composer",
        // Looking into what runs.
        "gdb*", "strace", "ltrace", "valgrind*", "manpages-dev", "*-dbg", "*-dbgsym",
    ]

    /// Debian's packages that a pattern above fits, but that programs need to run.
    static let runtime = ["gcc-*-base", "gettext-base", "libtool-bin"]

    static let python = [
        "pip", "pip-tools", "pipenv", "poetry*", "uv", "setuptools", "setuptools-*", "wheel", "build", "twine", "flit*",
        "hatch*", "pdm*", "cython", "pybind11", "cffi-*", "meson*", "ninja", "cmake", "scikit-build*", "maturin",
        "numpy-*",
        "pytest*", "tox", "nox", "coverage", "mypy*", "flake8*", "pylint", "black", "isort", "ruff", "bandit",
        "autopep8",
        "yapf", "pre-commit", "sphinx*", "virtualenv", "conan", "debugpy", "ipdb", "pyright", "types-*", "*-stubs",
    ]

    /// Whether a package serves to build or install others.
    package static func contains(_ package: Package) -> Bool {
        if let python = package.python { return Patterns.python.contains { $0.matches(python.normalizedName) } }
        let isDebian = package.kind == .deb && !Patterns.runtime.contains { $0.matches(package.name) }
        return isDebian && Patterns.debian.contains { $0.matches(package.name) }
    }

    private enum Patterns {
        static let debian = BuildTools.debian.map { GlobPattern(bytes: $0.utf8, .sets) }
        static let runtime = BuildTools.runtime.map { GlobPattern(bytes: $0.utf8, .sets) }
        static let python = BuildTools.python.map { GlobPattern(bytes: $0.utf8, .sets) }
    }
}
