import ImageReading
public import ImagePackages

extension DependencyGraph {
    /// Finds out what needs what in an image.
    ///
    /// Libraries that Python's packages are linked to are known where ``ScanOptions/readsLinkage`` was set.
    public init(_ analysis: ImageAnalysis) {
        self.init(
            inventory: analysis.inventory, tree: analysis.tree, configuration: analysis.image.configuration,
            platform: analysis.image.platform)
    }
}

extension FileIntegrity {
    /// Compares the files of an image.
    ///
    /// - Parameter analysis: an image read with ``ScanOptions/prepareForIntegrity()``; without it every digest is unchecked.
    public init(of analysis: ImageAnalysis) {
        self.init(of: analysis.tree, inventory: analysis.inventory)
    }
}

extension RemovableRanking {
    /// Ranks the packages of an image.
    public init(_ analysis: ImageAnalysis) { self.init(DependencyGraph(analysis)) }
}
