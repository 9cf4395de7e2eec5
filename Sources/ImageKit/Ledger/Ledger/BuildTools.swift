package import ImagePackages
import ImageReading

/// Which packages serve to build or to install other software, and are seldom needed to run it.
///
/// `x*` matches what begins with it, `*x` what ends with it, anything else the name alone. The first list is Debian's, the
/// second Python's, whose names are normalised.
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
        if let python = package.python { return Self.python.contains { matches(python.normalizedName, $0) } }
        guard package.kind == .deb, !runtime.contains(where: { matches(package.name, $0) }) else { return false }
        return debian.contains { matches(package.name, $0) }
    }

    /// Whether a name fits a pattern in which every `*` stands for any text and `[0-9]` for a digit.
    static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        var rest = name[...]
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard let end = prefix(of: rest, part) else { return false }
                rest = rest[end...]
                if parts.count == 1 { return rest.isEmpty }
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
        }
        return true
    }

    private static func prefix(of text: Substring, _ part: Substring) -> Substring.Index? {
        guard part.hasSuffix("[0-9]") else {
            return text.hasPrefix(part) ? text.index(text.startIndex, offsetBy: part.count) : nil
        }
        let word = part.dropLast(5)
        guard text.hasPrefix(word), let digit = text.dropFirst(word.count).first, digit.isASCII, digit.isNumber else {
            return nil
        }
        return text.index(text.startIndex, offsetBy: word.count + 1)
    }
}
