-- Runs once, on an empty volume, in the database `multimodal`.
-- What is stored where: the thing itself is an object in the S3 store, its vectors are here or in Qdrant.
\set ON_ERROR_STOP on

CREATE EXTENSION IF NOT EXISTS vector;

CREATE SCHEMA content;

CREATE TABLE content.schema_version (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE content.items (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    modality text NOT NULL CHECK (modality IN ('text', 'image', 'audio', 'video')),
    title text,
    object_key text UNIQUE,
    body text,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT item_is_somewhere CHECK (object_key IS NOT NULL OR body IS NOT NULL)
);

CREATE INDEX items_metadata ON content.items USING gin (metadata);
CREATE INDEX items_created_at ON content.items (created_at);

-- 1024 dimensions: the model served as multimodal-text. Another model's vectors need another table, not another length here.
CREATE TABLE content.text_embeddings (
    item_id uuid NOT NULL REFERENCES content.items (id) ON DELETE CASCADE,
    part integer NOT NULL DEFAULT 0,
    embedding vector(1024) NOT NULL,
    PRIMARY KEY (item_id, part)
);

CREATE INDEX text_embeddings_nearest ON content.text_embeddings USING hnsw (embedding vector_cosine_ops);

-- 512 dimensions: the model served as multimodal-image.
CREATE TABLE content.image_embeddings (
    item_id uuid NOT NULL REFERENCES content.items (id) ON DELETE CASCADE,
    part integer NOT NULL DEFAULT 0,
    embedding vector(512) NOT NULL,
    PRIMARY KEY (item_id, part)
);

CREATE INDEX image_embeddings_nearest ON content.image_embeddings USING hnsw (embedding vector_cosine_ops);

INSERT INTO content.schema_version (version) VALUES (1);
