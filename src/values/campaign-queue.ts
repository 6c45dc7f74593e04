/** The schema of the gateway's database that the job queue keeps, and the queue in which units of campaigns wait there. */
export const CAMPAIGN_QUEUE_SCHEMA = 'campaign_queue';
export const CAMPAIGN_QUEUE = 'units';
