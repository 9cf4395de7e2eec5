// The whole library in one import: what each target holds is said in CONTRIBUTING.md.
@_exported import ImageLedger
@_exported import ImagePackages
@_exported import ImagePolicy
@_exported import ImageReading
@_exported import ImageReports
@_exported import ImageWriting
