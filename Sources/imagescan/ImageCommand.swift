/// A command that reads images.
protocol ImageCommand {
    /// How images are read.
    var reading: ReadingOptions { get }
    /// What the command needs, so that all else can be given up; nil where it was asked to run without a sandbox.
    var sandbox: Sandbox? { get }
}

extension ImageCommand {
    /// What comes before the first byte of an image: warnings of holes in libraries, then the sandbox.
    func prepare() {
        if !reading.quiet, let library = LoadedLibrary.current {
            for warning in KnownHole.warnings(for: library) { Terminal.note("warning: \(warning)") }
        }
        sandbox?.enter()
    }
}
