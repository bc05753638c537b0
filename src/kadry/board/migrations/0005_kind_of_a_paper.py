from django.db import migrations, models

KINDS = [('pdf', 'PDF'), ('docx', 'DOCX'), ('xlsx', 'XLSX'), ('pptx', 'PPTX'), ('jpg', 'JPEG'), ('png', 'PNG')]


def read_from_names(apps, schema_editor):
    """Until now a file's name had its kind for an ending; the files keep their names."""
    Paper = apps.get_model('board', 'Paper')
    for kind in ('docx', 'xlsx', 'pptx'):
        Paper.objects.filter(file__endswith=f'.{kind}').update(kind=kind)


class Migration(migrations.Migration):

    dependencies = [
        ('board', '0004_links_handed_and_reasons_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=KINDS, default='pdf', max_length=4),
            preserve_default=False,
        ),
        migrations.RunPython(read_from_names, migrations.RunPython.noop),
    ]
