// Each suite runs nodes, peers and their traffic of its own. The longest, in a guest kernel that has one processor and waits much, runs beside all others,
// which run one after another: more would measure each other, and time-outs that are generous alone would not be.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
