import ImagePackages

/// Compiled Python modules, by who compiled them: each has another way to be left out.
struct ByteCodeAdvice: AdviceRule {
    /// Who compiled the modules.
    enum Compiler: Sendable {
        /// A maintainer script of a system package, which heeds no setting.
        case systemPackage
        /// pip, or another installer of Python packages.
        case installer
        /// An interpreter that ran in a build step.
        case interpreter
    }

    let compiler: Compiler
    let certainty = Advice.Certainty.exact

    private static let again = "set ENV PYTHONDONTWRITEBYTECODE=1 if later RUNs start Python, which compiles again"
    private static let cost = "every start of Python that can't write there takes longer"

    var kind: String {
        switch compiler {
        case .systemPackage: "byte-code-system"
        case .installer: "byte-code"
        case .interpreter: "byte-code-run"
        }
    }

    var title: String {
        switch compiler {
        case .systemPackage: "Compiled Python files (.pyc) of system packages are in the image"
        case .installer: "Compiled Python files (.pyc) of installed packages are in the image"
        case .interpreter: "Compiled Python files (.pyc) that a build step left are in the image"
        }
    }

    var change: String {
        switch compiler {
        case .systemPackage:
            "Delete them at the end of the RUN that installs: … && find /usr -xdev -path '*/__pycache__/*.pyc' -delete; "
                + "Debian's packages compile whatever PYTHONDONTWRITEBYTECODE says, and \(ByteCodeAdvice.again); "
                + ByteCodeAdvice.cost
        case .installer:
            "pip install --no-compile …, or with uv leave out --compile-bytecode and UV_COMPILE_BYTECODE; "
                + "\(ByteCodeAdvice.again); \(ByteCodeAdvice.cost)"
        case .interpreter:
            "ENV PYTHONDONTWRITEBYTECODE=1 before the RUN that starts Python; \(ByteCodeAdvice.cost)"
        }
    }

    func blame(_ file: AdviceFile) -> Int? {
        guard file.line.fate == .live, file.line.cause == .byteCode, !file.isInUse else { return nil }
        let found: Compiler =
            file.ownerKind.map { $0.ecosystem.isSystem ? .systemPackage : .installer } ?? .interpreter
        return found == compiler ? file.line.layer : nil
    }
}
