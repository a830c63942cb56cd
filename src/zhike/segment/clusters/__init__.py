"""Clusters: groups of customers that differ by how they buy, found without a rule; withheld when the customers are one cloud.

In: customer_features. Out: `customer_clusters` and what sets each cluster apart; numbers and names go on from run to run.
"""

from zhike.segment.clusters.made import CUSTOMERS_IN_CLUSTERS
from zhike.segment.clusters.naming import said as name_said
from zhike.segment.clusters.read_back import Apart, Cluster, Clusters, Mine, cluster_of, clusters

__all__ = ["CUSTOMERS_IN_CLUSTERS", "Apart", "Cluster", "Clusters", "Mine", "cluster_of", "clusters", "name_said"]
