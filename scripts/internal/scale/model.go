package main

import "time"

// Cluster is the cluster of the computation.
type Cluster struct {
	Nodes    int
	Pulls    int           // images that a node pulls in a day
	Accounts int           // service accounts whose pods a node runs
	Secrets  int           // namespaces with a pull secret
	AtStart  int           // images that a node pulls when it starts, side by side
	Start    time.Duration // in which all nodes start
}

func usual() Cluster {
	return Cluster{Nodes: 5000, Pulls: 40, Accounts: 10, Secrets: 200, AtStart: 20, Start: time.Minute}
}

const day = 24 * time.Hour

// tick is how often the CronJob of packaging/kubernetes looks.
const tick = 15 * time.Minute

// Design is one way to give pods a login.
type Design struct {
	Name, Short string
	Day         func(c Cluster, life time.Duration) float64 // requests in a day
	AtStart     func(c Cluster) float64                     // requests in a second, while all nodes start
}

func designs() []Design {
	return []Design{
		{
			"at each pull: nothing is kept", "at each pull",
			func(c Cluster, _ time.Duration) float64 { return float64(c.Nodes * c.Pulls) },
			func(c Cluster) float64 { return inASecond(c, c.AtStart) },
		},
		{
			"per node, kept by the kubelet alone", "per node, by the kubelet",
			// Amazon's provider lets it keep half of the life that is left.
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Nodes) * perDayAfter(life/2, float64(c.Pulls))
			},
			// The kubelet calls once for an image, and images are pulled side by side before
			// the first answer is kept.
			func(c Cluster) float64 { return inASecond(c, c.AtStart) },
		},
		{
			"per node, kept by this suite's helpers", "per node, by the helpers",
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Nodes) * perDayAfter(kept(life), float64(c.Pulls))
			},
			func(c Cluster) float64 { return inASecond(c, 1) }, // others wait for the first
		},
		{
			"per node and service account", "per service account",
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Nodes) * float64(c.Accounts) * perDayAfter(kept(life), float64(c.Pulls)/float64(c.Accounts))
			},
			// With a pod's token nothing is kept outside of the kubelet.
			func(c Cluster) float64 { return inASecond(c, c.AtStart) },
		},
		{
			"per pull secret, by the CronJob", "per secret",
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Secrets) * float64(day) / float64(period(life))
			},
			func(Cluster) float64 { return 0 }, // a node that starts makes no request
		},
	}
}

// inASecond spreads each node's requests over the time in which the nodes start.
func inASecond(c Cluster, each int) float64 {
	return float64(c.Nodes*each) / c.Start.Seconds()
}

// kept is how long a token is served: until a fifth of its life is left, at least
// five minutes and at most half of it.
func kept(life time.Duration) time.Duration {
	return life - min(max(5*time.Minute, life/5), life/2)
}

// perDayAfter is the expected number of tokens in a day: one is made by the first
// pull after the last one is not served any more. Pulls come at random, so that pull
// comes a mean interval later.
func perDayAfter(served time.Duration, pulls float64) float64 {
	return float64(day) / (float64(served) + float64(day)/pulls)
}

// period is how often the CronJob renews: at its first look after a third of the life.
func period(life time.Duration) time.Duration {
	return (life/3 + tick - 1) / tick * tick
}

// Limit is what a cloud allows.
type Limit struct {
	Name      string
	PerSecond float64
	Source    string
}

func limits() []Limit {
	return []Limit{
		{"Amazon ECR: GetAuthorizationToken, per account and region", 500,
			"https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"},
		{"Google: exchange of a federated token, per project", 6000.0 / 60, "https://docs.cloud.google.com/iam/quotas"},
		{"Google: token of a service account, per project", 60000.0 / 60, "https://docs.cloud.google.com/iam/quotas"},
	}
}
